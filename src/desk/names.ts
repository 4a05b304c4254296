import type { Desk } from './desk.ts';

const known = new Map<string, string>();
const MOST_KEPT = 2_000;

/** How an agent is called, for customers; the id where Slack does not say. */
export async function nameOf({ workspace, app }: Desk, user: string): Promise<string> {
  const name = known.get(user);
  if (name !== undefined) return name;
  try {
    const { user: found } = await workspace.web.users.info({ user });
    const told = found?.real_name ?? found?.name ?? user;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(user, told);
    return told;
  } catch (error) {
    app.log.debug({ user, error: String(error) }, 'desk: the name of an agent is not known');
    return user;
  }
}
