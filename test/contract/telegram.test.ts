import { channelContract } from './suite.ts';
import { telegramHarness } from './telegram.ts';

channelContract('telegram (polling)', telegramHarness('polling'));
channelContract('telegram (webhook)', telegramHarness('webhook'));
