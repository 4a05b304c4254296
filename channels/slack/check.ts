import { WebClient } from '@slack/web-api';
import type { ChannelCheck } from '../../src/model/channel.ts';
import type { SlackConnection } from './connection.ts';
import { refusalOf } from './errors.ts';
import { SCOPES } from './scopes.ts';
import type { SlackSettings } from './settings.ts';

/** Asks Slack who we are, which scopes are missing, and whether Socket Mode is open to us. */
export async function checkSlack(
  connection: SlackConnection,
  settings: SlackSettings,
): Promise<ChannelCheck> {
  const { web } = connection;
  try {
    const me = await web.auth.test();
    const mode = settings.SLACK_APP_TOKEN === undefined ? 'HTTP' : 'Socket Mode';
    const detail = `@${me.user} in ${me.team} (${me.team_id}), ${mode}`;
    const granted = me.response_metadata?.scopes ?? [];
    const missing = Object.keys(SCOPES).filter((scope) => !granted.includes(scope));
    if (missing.length > 0) return { ok: false, detail, next: whatIsMissing(missing) };
    const refused = await refusedSocket(settings);
    return refused === null ? { ok: true, detail } : { ok: false, detail, next: refused };
  } catch (error) {
    const refusal = refusalOf(error);
    return { ok: false, detail: connection.explain(error).message, next: whatNext(refusal) };
  }
}

const whatIsMissing = (scopes: readonly string[]): string =>
  `The app lacks ${scopes.map((scope) => `${scope} (${SCOPES[scope]})`).join(', ')}. Add them under "OAuth & Permissions" of the app and install it again.`;

/** Asks for the address of a socket, which costs nothing while it is not opened. */
async function refusedSocket({ SLACK_APP_TOKEN, SLACK_API_URL }: SlackSettings): Promise<string | null> {
  if (SLACK_APP_TOKEN === undefined) return null;
  const web = new WebClient(SLACK_APP_TOKEN, { slackApiUrl: SLACK_API_URL, retryConfig: { retries: 0 } });
  try {
    await web.apps.connections.open();
    return null;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return `Socket Mode is refused (${refusal}): make an app-level token with connections:write under "Basic Information" and put it into SLACK_APP_TOKEN.`;
  }
}

function whatNext(refusal: string | null): string {
  if (refusal === null)
    return 'Check that this machine reaches SLACK_API_URL (https://slack.com/api/ unless set).';
  return 'Slack refuses this token. Install the app again and copy the bot token (xoxb-…) from "OAuth & Permissions" to SLACK_BOT_TOKEN.';
}
