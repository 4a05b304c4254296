import { z } from 'zod';

const schema = z.object({ n: z.int() });

export const KINDS = { answer: { schema, priority: 1 }, question: { schema, priority: 4 } } as const;
