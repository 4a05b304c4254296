// @ts-check
import { byId, drawList, element } from './dom.js';
import { fill } from './words.js';

/** @import { State, FaultyFile } from './api.js' */
/** @import { Words } from './words.js' */

/**
 * The banner that names each faulty file of the templates, its first fault and what serves meanwhile.
 * @param {State} state @param {Words} words
 */
export function drawFaulty({ faultyTemplates }, words) {
  byId('faulty').hidden = faultyTemplates.length === 0;
  drawList(
    byId('faulty-files'),
    faultyTemplates,
    ({ file }) => file,
    (one) => drawFile(one, words),
  );
}

/** @param {FaultyFile} one @param {Words} words */
function drawFile({ file, line, message, more, template }, words) {
  const place = fill(words.faultyPlace, { file, line });
  const others = more === 0 ? '' : ` ${fill(words.faultyMore, { more })}`;
  return element(
    'li',
    {},
    element('b', {}, place),
    ` ${message}.${others} `,
    template === null ? words.faultyNothing : fill(words.faultyLastGood, { template }),
  );
}
