// @ts-check

const TOKEN_KEY = 'afterword-chat:token';

/**
 * A token for this browser: the kept one, renewed, or a new one; null when the server cannot be reached.
 * @param {URL} api
 */
export async function anonymousToken(api) {
  const kept = recall();
  try {
    const response = await fetch(new URL('session', api), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(kept === null ? {} : { token: kept }),
    });
    if (!response.ok) return null;
    const { token } = await response.json();
    remember(token);
    return /** @type {string} */ (token);
  } catch {
    return null;
  }
}

/** The part of a token that names the visitor: stays the same when the token is renewed. @param {string} token */
export const visitorKey = (token) => token.split('.')[1] ?? '';

function recall() {
  try {
    return localStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}

/** @param {string} token */
function remember(token) {
  try {
    localStorage.setItem(TOKEN_KEY, token);
  } catch {}
}

/** After it was refused: the next visit begins under a new name. */
export function forgetToken() {
  try {
    localStorage.removeItem(TOKEN_KEY);
  } catch {}
}
