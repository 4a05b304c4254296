import type { z } from 'zod';

/** One metric as a line asks for it: its inputs (without id and metric), and how they become its figure. */
export interface Line {
  readonly input: z.ZodType;
  /** @param input what `input` has parsed */
  figure(input: unknown): object;
}

/** Binds a schema to the function that takes what it parses. */
export const line = <S extends z.ZodType>(input: S, figure: (input: z.infer<S>) => object): Line => ({
  input,
  figure: (parsed) => figure(parsed as z.infer<S>),
});
