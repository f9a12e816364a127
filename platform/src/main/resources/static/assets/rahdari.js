// A press on an identifier copies it whole.
document.addEventListener('click', async event => {
  const code = event.target.closest('[data-copy]');
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.dataset.copy);
    code.classList.add('copied');
    setTimeout(() => code.classList.remove('copied'), 1200);
  } catch {
    // Without the clipboard's permission the title still shows it whole.
  }
});
