"use strict";
(() => {
  const button = document.getElementById("sign-in");
  const status = document.getElementById("status");
  const clockOffset = Number(button.dataset.time) - Date.now();
  let wallet = window.ethereum;

  const say = (text) => { status.textContent = text; };

  // Keccak-256 of at most 135 ASCII characters (one block), for the checksum of an address.
  const keccak256 = (text) => {
    const mask = (1n << 64n) - 1n;
    const turn = (lane, by) => ((lane << by) | (lane >> (64n - by))) & mask;
    const block = new Uint8Array(136);
    for (let i = 0; i < text.length; i++) block[i] = text.charCodeAt(i);
    block[text.length] ^= 0x01;
    block[135] ^= 0x80;
    const lanes = Array(25).fill(0n);
    for (let i = 0; i < 17; i++) {
      for (let j = 7; j >= 0; j--) lanes[i] = (lanes[i] << 8n) | BigInt(block[i * 8 + j]);
    }
    let feedback = 1;
    for (let round = 0; round < 24; round++) {
      const column = [0, 1, 2, 3, 4].map((x) => lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]);
      for (let i = 0; i < 25; i++) lanes[i] ^= column[(i + 4) % 5] ^ turn(column[(i + 1) % 5], 1n);
      let [x, y, moving] = [1, 0, lanes[1]];
      for (let step = 0; step < 24; step++) {
        [x, y] = [y, (2 * x + 3 * y) % 5];
        const by = BigInt((((step + 1) * (step + 2)) / 2) % 64);
        [moving, lanes[x + 5 * y]] = [lanes[x + 5 * y], turn(moving, by)];
      }
      for (let row = 0; row < 25; row += 5) {
        const before = lanes.slice(row, row + 5);
        for (let i = 0; i < 5; i++) lanes[row + i] = before[i] ^ (~before[(i + 1) % 5] & mask & before[(i + 2) % 5]);
      }
      for (let bit = 0; bit < 7; bit++) {
        feedback = ((feedback << 1) ^ ((feedback >> 7) * 0x71)) % 256;
        if (feedback & 2) lanes[0] ^= 1n << ((1n << BigInt(bit)) - 1n);
      }
    }
    let hex = "";
    for (let i = 0; i < 32; i++) {
      hex += Number((lanes[i >> 3] >> BigInt(8 * (i % 8))) & 255n).toString(16).padStart(2, "0");
    }
    return hex;
  };

  // EIP-55: wallets show a message as a sign-in only when its address is written so.
  const checksummed = (address) => {
    const digits = address.toLowerCase().slice(2);
    const hash = keccak256(digits);
    return "0x" + [...digits].map((c, i) => (parseInt(hash[i], 16) >= 8 ? c.toUpperCase() : c)).join("");
  };

  const nonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  const hex = (text) => "0x" + [...new TextEncoder().encode(text)].map((b) => b.toString(16).padStart(2, "0")).join("");

  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

  const message = (address, chainId) => [
    `${location.host} wants you to sign in with your Ethereum account:`,
    address,
    "",
    "Sign in",
    "",
    `URI: ${location.origin}${location.pathname}`,
    "Version: 1",
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce()}`,
    `Issued At: ${new Date(Date.now() + clockOffset).toISOString()}`,
  ].join("\n");

  // In the header as well: a gate that is asked by a proxy sees no body.
  const present = (text, signature) => fetch(button.dataset.verify, {
    method: "POST",
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      Authorization: `SIWX ${base64(new TextEncoder().encode(text))}.${base64(new TextEncoder().encode(signature))}`,
    },
    body: JSON.stringify({ message: text, signature }),
  });

  const refusal = async (answer) => {
    try {
      return (await answer.json()).error || `the answer was ${answer.status}`;
    } catch {
      return `the answer was ${answer.status}`;
    }
  };

  const signIn = async () => {
    say("Look at your wallet.");
    const [account] = await wallet.request({ method: "eth_requestAccounts" });
    const chainId = parseInt(await wallet.request({ method: "eth_chainId" }), 16);
    const text = message(checksummed(account), chainId);
    const signature = await wallet.request({ method: "personal_sign", params: [hex(text), account] });
    say("Signing in.");
    const answer = await present(text, signature);
    if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(await refusal(answer));
    say("You are signed in.");
    if (button.dataset.next) location.assign(button.dataset.next);
    else location.reload();
  };

  const ready = () => {
    button.disabled = false;
    say("");
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await signIn();
    } catch (failure) {
      say(`That did not work: ${failure.message || failure}.`);
      button.disabled = false;
    }
  });

  // Wallets announce themselves (EIP-6963) or are there from the start.
  window.addEventListener("eip6963:announceProvider", (event) => {
    if (!wallet) {
      wallet = event.detail.provider;
      ready();
    }
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  if (wallet) ready();
  else say("No wallet was found in this browser.");
})();
