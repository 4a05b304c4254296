import { channelContract } from './suite.ts';
import { whatsappCloudHarness } from './whatsapp-cloud.ts';

channelContract('whatsapp-cloud', whatsappCloudHarness('phone'));
channelContract('whatsapp-cloud (by user id)', whatsappCloudHarness('user id'));
