// @ts-check

/**
 * Reads server-sent events out of a stream of text. EventSource hides the status of a refused connection (an
 * expired token looks like a lost network) and wants the token in the URL, where logs keep it; fetch does neither.
 *
 * @returns {(chunk: string) => { event: string, data: string, id: string }[]} takes the next chunk, gives the
 *   events that it completed; comments and empty events give none.
 */
export function createEventReader() {
  let rest = '';
  return (chunk) => {
    // A chunk may end within an event, or between \r and \n.
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.map(readBlock).filter((event) => event.data !== '');
  };
}

/** @param {string} block */
function readBlock(block) {
  const event = { event: 'message', data: '', id: '' };
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'event') event.event = value;
    if (name === 'id') event.id = value;
    if (name === 'data') event.data += (event.data === '' ? '' : '\n') + value;
  }
  return event;
}
