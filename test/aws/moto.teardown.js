/** Stops the moto that moto.setup.js started. */
export default function stopMoto() {
  globalThis.moto?.kill();
}
