/** Words by which people answer whether it is solved, in the languages in which they are asked. */
const YES = new Set(
  'yes y yep yeah yup sure solved fixed done evet e oldu çözüldü halloldu tamam ja gelöst да решена решено sí si resuelto oui résolu نعم ايوه أيوه 👍 ✅ 👌'.split(
    ' ',
  ),
);
const NO = new Set(
  'no n nope not never unsolved hayır hayir olmadı çözülmedi değil yok nein nicht нет не non pas لا كلا 👎 ❌'.split(
    ' ',
  ),
);

/** "yes", "no", or null where it is neither for certain. A no in the sentence outweighs every yes ("not solved"). */
export function readYesNo(text: string): 'yes' | 'no' | null {
  const words = text
    .toLocaleLowerCase()
    .replaceAll('i̇', 'i')
    .slice(0, 500)
    .split(/[\s.,!?;:()'"’“”-]+/u)
    .map((word) => word.replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, ''));
  if (words.some((word) => NO.has(word))) return 'no';
  return words.some((word) => YES.has(word)) ? 'yes' : null;
}
