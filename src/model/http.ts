/** An HTTP request as a channel or hook sees it: raw bytes first, because signatures are made over those. */
export interface HttpRequest {
  method: string;
  /** Path below the mount point, beginning with "/". */
  path: string;
  query: URLSearchParams;
  /** Names in lower case; repeated headers are joined with ", ". */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  /** Aborted when the client goes away: the end of a long-lived stream. */
  signal: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** An async iterable is streamed chunk by chunk (server-sent events). */
  body?: string | Uint8Array | AsyncIterable<string>;
}

export interface HttpRoute {
  method: 'GET' | 'POST' | 'OPTIONS';
  /** Exact path below the mount point, "/webhook". */
  path: string;
  /** A file that needs neither database nor queue: also served while one of them is away. */
  file?: true;
  /** The longest body in bytes, where it is another than 1 MiB; at most 4 MiB. Longer ones get 413, unread. */
  bodyLimit?: number;
  handle(request: HttpRequest): Promise<HttpResponse>;
}
