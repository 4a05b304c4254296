import type { Payload, Platform } from '../platform.ts';
import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import * as files from './files.ts';
import * as people from './people.ts';
import * as views from './views.ts';

interface Method {
  /** The scope that a token needs for it. */
  scope: string | null;
  run(platform: Platform, payload: Payload): object;
}

/** The methods of the Web API that the fake knows; all others are `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': { scope: null, run: people.authTest },
  'chat.postMessage': { scope: 'chat:write', run: chat.postMessage },
  'chat.postEphemeral': { scope: 'chat:write', run: chat.postEphemeral },
  'chat.update': { scope: 'chat:write', run: chat.update },
  'chat.delete': { scope: 'chat:write', run: chat.deleteMessage },
  'chat.getPermalink': { scope: null, run: chat.getPermalink },
  'conversations.info': { scope: 'channels:read', run: conversations.info },
  'conversations.list': { scope: 'channels:read', run: conversations.list },
  'conversations.history': { scope: 'channels:history', run: conversations.history },
  'conversations.replies': { scope: 'channels:history', run: conversations.replies },
  'conversations.open': { scope: 'im:write', run: conversations.open },
  'conversations.join': { scope: 'channels:join', run: conversations.join },
  'users.info': { scope: 'users:read', run: people.usersInfo },
  'usergroups.list': { scope: 'usergroups:read', run: people.usergroupsList },
  'usergroups.users.list': { scope: 'usergroups:read', run: people.usergroupsUsers },
  'reactions.add': { scope: 'reactions:write', run: people.reactionsAdd },
  'views.open': { scope: null, run: views.openView },
  'views.update': { scope: null, run: views.updateView },
  'views.publish': { scope: null, run: views.publishView },
  'files.getUploadURLExternal': { scope: 'files:write', run: files.uploadUrl },
  'files.completeUploadExternal': { scope: 'files:write', run: files.completeUpload },
  'files.delete': { scope: 'files:write', run: files.deleteFile },
};
