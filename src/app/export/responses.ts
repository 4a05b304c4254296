import { type ExportQuery, responseRows } from '../../store/export-rows.ts';
import type { Db } from '../../store/schema.ts';
import { type Columns, type ExportFile, type ExportFormat, exportFile } from './formats.ts';

/** One row a conversation: what it was, whether its customer was asked, and what came back. */
const COLUMNS = {
  conversation: 'text',
  source: 'text',
  helpdesk_id: 'text',
  contact: 'integer',
  channel: 'text',
  team: 'text',
  agent: 'text',
  tags: 'text',
  segment: 'text',
  opened_at: 'time',
  first_response_at: 'time',
  closed_at: 'time',
  handle_seconds: 'number',
  customer_messages: 'integer',
  reopened_at: 'time',
  next_contact_at: 'time',
  decided_at: 'time',
  template: 'text',
  variant: 'text',
  language: 'text',
  metric: 'text',
  instrument: 'text',
  state: 'text',
  reason: 'text',
  sent_at: 'time',
  delivered_at: 'time',
  answered_at: 'time',
  score: 'integer',
  comment: 'text',
  answers: 'text',
} as const satisfies Columns;

/** All conversations with their answers, by the time of the decision to ask. */
export const exportResponses = (db: Db, format: ExportFormat, query: ExportQuery): ExportFile =>
  exportFile(format, COLUMNS, rowsOf(db, query));

async function* rowsOf(db: Db, query: ExportQuery) {
  for await (const rows of responseRows(db, query)) yield rows.map((row) => ({ ...row }));
}
