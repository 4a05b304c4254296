/** What live pages can be told of: that something changed, never what. They read the rest from the database. */
export const TOPICS = {
  invitations: 'invitations',
  handovers: 'handovers',
  templates: 'templates',
  thread: (threadKey: string) => `thread/${threadKey}`,
} as const;
