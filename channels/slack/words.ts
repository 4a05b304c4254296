/** What the channel itself says to agents; everything to customers comes from the templates. */
interface AgentWords {
  closed: string;
  notAllowed: string;
  failed: string;
}

const en: AgentWords = {
  closed: 'The conversation is closed. Whether the customer is asked about it follows from the templates.',
  notAllowed: 'Only agents may close a conversation here. Your admin names them in the setting SLACK_AGENTS.',
  failed: 'That did not work just now. Please try again in a moment.',
};

const tr: AgentWords = {
  closed: 'Konuşma kapatıldı. Müşteriye soru sorulup sorulmayacağı şablonlara göre belirlenir.',
  notAllowed:
    'Burada bir konuşmayı yalnızca temsilciler kapatabilir. Yöneticiniz onları SLACK_AGENTS ayarında belirtir.',
  failed: 'Bu şu anda olmadı. Lütfen biraz sonra yeniden deneyin.',
};

export const agentWords = (language: string | undefined): AgentWords => (language === 'tr' ? tr : en);
