export { conditionValues, findQuestion, scoreQuestion } from './answer.ts';
export { isAnswerable, newDialogue, step } from './step.ts';
export { questionToReadAgainst } from './typed.ts';
