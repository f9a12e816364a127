// A press on an identifier copies it whole.
document.addEventListener('click', async event => {
  const code = event.target.closest('[data-copy]');
  if (!code) return;
  const status = document.getElementById('copied');
  try {
    await navigator.clipboard.writeText(code.dataset.copy);
    code.dataset.copied = status.dataset.copied;
    status.textContent = status.dataset.copied;
    setTimeout(() => { delete code.dataset.copied; status.textContent = ''; }, 1200);
  } catch {
    // Without the clipboard's permission the title still shows it whole.
  }
});
