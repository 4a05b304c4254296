/** What live pages can be told of: that something changed, never what. They read the rest from the database. */
export const TOPICS = {
  invitations: 'invitations',
  handovers: 'handovers',
  thread: (threadKey: string) => `thread/${threadKey}`,
} as const;
