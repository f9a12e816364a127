// Says something to who does not see the page.
const said = words => { document.getElementById('said').textContent = words; };

// A press on an identifier copies it whole.
document.addEventListener('click', async event => {
  const code = event.target.closest('[data-copy]');
  if (!code) return;
  const words = document.getElementById('said').dataset.copied;
  try {
    await navigator.clipboard.writeText(code.dataset.copy);
    code.dataset.copied = words;
    said(words);
    setTimeout(() => { delete code.dataset.copied; said(''); }, 1200);
  } catch {
    // Without the clipboard's permission the title still shows it whole.
  }
});

// A part of the page that is asked for again and again: what is the same stays as it is; what has the focus keeps it;
// a sentence that says where a case stands is read out when it changes.
const shown = new Map();
const same = element => element.tagName + (element.getAttribute('href') || element.dataset.copy || element.textContent);
let held = null;
let told = null;
document.addEventListener('htmx:beforeSwap', event => {
  const answer = event.detail.serverResponse;
  const place = event.detail.target;
  if (shown.get(place.id) === answer) event.detail.shouldSwap = false;
  shown.set(place.id, answer);
  const focused = document.activeElement;
  held = place.contains(focused) ? same(focused) : null;
  told = document.querySelector('[data-say]')?.textContent;
});
document.addEventListener('htmx:afterSettle', () => {
  if (held && document.activeElement === document.body) {
    [...document.querySelectorAll('a, button, summary, [tabindex]')].find(each => same(each) === held)?.focus({preventScroll: true});
  }
  const words = document.querySelector('[data-say]')?.textContent;
  if (words && words !== told) said(words);
});
