/**
 * How does an open page stay true while the bot works?
 *
 * It looks again every few seconds and takes over what changed, unless the
 * person is writing: nothing that was typed is ever lost.
 */
const EVERY_MS = 3000

/** What the server said last; what the person folded since is not in it. */
let shown = document.querySelector('main').innerHTML

function isWriting() {
  const fields = [...document.querySelectorAll('main textarea, main input[type="text"], main input[type="password"]')]
  return fields.some((field) => field.value !== field.defaultValue || field === document.activeElement)
}

/** Which parts the person has folded or unfolded, by their place. */
function folds(root) {
  return [...root.querySelectorAll('details')]
}

async function look() {
  if (document.hidden || isWriting()) return
  const response = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!response.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const next = page.querySelector('main')
  if (next === null || next.innerHTML === shown) return
  if (isWriting()) return
  shown = next.innerHTML
  const open = folds(document).map((each) => each.open)
  document.querySelector('main').replaceWith(next)
  for (const [index, each] of folds(document).entries()) each.open = open[index] ?? each.open
}

setInterval(() => look().catch(() => undefined), EVERY_MS)
