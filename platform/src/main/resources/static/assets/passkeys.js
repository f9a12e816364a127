// Makes a passkey, and asks for one; what is asked and what is answered is the browser's own JSON.
const send = async (form, path, body) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: {'X-CSRF-TOKEN': form.dataset.csrf, 'Content-Type': 'application/json', Accept: 'application/json'},
    body: body === undefined ? '' : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(form.dataset.failed);
  return answer.status === 204 ? null : answer.json();
};

const on = (id, act) => {
  const form = document.getElementById(id);
  if (!form) return;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const alert = form.querySelector('[role=alert]');
    alert.hidden = true;
    try {
      if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON)
        throw new Error(form.dataset.old);
      await act(form);
    } catch (failure) {
      alert.textContent = failure.name === 'NotAllowedError' ? form.dataset.unshown : failure.message;
      alert.hidden = false;
    }
  });
};

on('make-passkey', async form => {
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(await send(form, '/me/passkeys/options'));
  const made = await navigator.credentials.create({publicKey: options});
  await send(form, '/me/passkeys?label=' + encodeURIComponent(form.elements.label.value), made.toJSON());
  location.reload();
});

on('show-passkey', async form => {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(await send(form, '/me/confirm/options'));
  const shown = await navigator.credentials.get({publicKey: options});
  await send(form, '/me/confirm', shown.toJSON());
  location.assign(form.dataset.back);
});
