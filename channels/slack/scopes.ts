/** What the app asks of a workspace, and what each is for; the manifest asks for exactly these. */
export const SCOPES: Readonly<Record<string, string>> = {
  'channels:history': 'reads answers in public channels and who began a thread',
  'channels:join': 'joins the channels that score cards go to',
  'channels:read': 'sees which channels there are',
  'chat:write': 'asks the question',
  commands: '/close and the commands of the desk',
  'files:write': 'uploads charts',
  'groups:history': 'reads answers in private channels',
  'groups:read': 'sees private channels that it was invited to',
  'im:history': 'reads answers in direct messages',
  'im:read': 'sees its direct messages',
  'im:write': 'opens direct messages',
  'reactions:read': 'sees the emoji with which agents close a thread',
  'reactions:write': 'marks what it has seen',
  'usergroups:read': 'knows who belongs to a group of agents',
  'users:read': 'knows names and languages of people',
};
