/** What was heard of another's clock: its time at some moment between our question and the answer. */
interface Heard {
  /** The most and the least by which it can be ahead of ours. */
  most: number;
  least: number;
}

/** So many answers are remembered: the quickest of them tells the most. */
const REMEMBERED = 50;

export interface OtherClock {
  /** It said `theirs`; we asked at `askedAt` and heard at `heardAt`, by our own clock. All in milliseconds. */
  says(theirs: number, askedAt: number, heardAt: number): void;
  /** Our time at a time of theirs: late by no more than the quickest answer took on its way. */
  ours(theirs: number): number;
}

/**
 * Follows the clock of a server by what its answers say. An answer that was long on its way (a busy machine) would move
 * its times by as much; the quickest of the last ones does not. Where they contradict each other, a clock was set.
 */
export function followClock(): OtherClock {
  let heard: Heard[] = [];
  let ahead = 0;
  return {
    says(theirs, askedAt, heardAt) {
      const one = { most: theirs - askedAt, least: theirs - heardAt };
      heard = [...heard, one].slice(-REMEMBERED);
      const [most, least] = [
        Math.min(...heard.map((at) => at.most)),
        Math.max(...heard.map((at) => at.least)),
      ];
      if (least > most) heard = [one];
      ahead = Math.max(...heard.map((at) => at.least));
    },
    ours: (theirs) => theirs - ahead,
  };
}
