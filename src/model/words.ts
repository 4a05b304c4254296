import { z } from 'zod';

const text = (most: number, description: string) => z.string().trim().min(1).max(most).meta({ description });

/** Messengers show the answer to a tap in a small box: longer texts are cut there. */
const BOX = 190;

/** The program's own words to customers, one file a language (`templates/words/tr.yaml`). */
export const Words = z.strictObject({
  ask_again: text(
    600,
    'Before an unclear answer is asked for once more. {min} and {max} are the ends of the scale.',
  ),
  ask_again_choice: text(600, 'The same before a choice question.'),
  type_a_number: text(600, 'Below the question where no buttons can be shown. {min} and {max} as above.'),
  type_a_choice: text(600, 'Below a choice question where no buttons can be shown.'),
  type_choices: text(600, 'Below a question with several answers where no buttons can be shown.'),
  choose_several: text(200, 'Below a question with several answers, above the buttons.'),
  done: text(20, 'On the button that ends a question with several answers.'),
  skip: text(20, 'On the button that passes an optional question by.'),
  your_answer: text(600, 'In the question once it is answered. {answer} is what was chosen.'),
  handed_over: text(600, 'When a message goes to the agents instead of being an answer.'),
  opted_out: text(600, 'After a person asked not to be asked again.'),
  opted_in: text(600, 'After a person took that back.'),
  expired: text(BOX, 'On a tap after the time for answers is over.'),
  not_yours: text(BOX, 'On a tap by a person who was not asked, or with a button that is not ours.'),
  outdated: text(BOX, 'On a tap on a question that is no longer asked.'),
  reminder: text(600, 'Before the question in the one reminder.'),
  sent_photo: text(60, 'To the agents, in place of a message that is a picture without words.'),
  sent_video: text(60, 'The same for a video.'),
  sent_voice: text(60, 'The same for a voice message.'),
  sent_file: text(60, 'The same for a file.'),
  sent_other: text(60, 'The same for anything else (a place, a contact, a sticker).'),
  mail_subject: text(150, "Subject of an e-mail that continues none of the customer's own."),
  mail_reply: text(300, 'In an e-mail, below the buttons.'),
  mail_open: text(60, 'In an e-mail, on the button or before the link that opens the page to answer on.'),
  mail_footer: text(300, 'At the end of an e-mail: why it was sent.'),
  page_comment: text(150, 'On the rating page, above the box for words besides the answer.'),
  page_answer: text(60, 'On the rating page, above the box where the answer itself is written.'),
  page_send: text(40, 'On the button of the rating page.'),
  page_pick: text(200, 'On the rating page, when the button was pressed and nothing was chosen or written.'),
  page_thanks: text(300, 'On the rating page, after the answer.'),
  page_faulty_link: text(300, 'On the page of a link that is not ours or damaged.'),
  page_later: text(300, 'On the rating page, when the answer could not be stored.'),
  unsubscribe: text(60, 'At the end of an e-mail and on the button that it leads to.'),
  unsubscribe_ask: text(300, 'Above that button. {address} is the e-mail address.'),
});
export type Words = z.infer<typeof Words>;

/** Fills `{name}` holes; an unknown hole stays as written, so that a typo is seen and nothing else breaks. */
export const fillWords = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  );
