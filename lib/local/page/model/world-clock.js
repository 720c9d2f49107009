/** Milliseconds over which the speed is measured. */
const MEASURED_MS = 400;

/**
 * The world's time between two messages of the server. Its speed is measured, because a busy computer does not keep up
 * with a fast clock. The time that is shown never goes back.
 */
export class WorldClock {
  #said = { now: Date.now() / 1000, at: performance.now() };
  #measured = this.#said;
  #speed = 1;
  /** Seconds of the world in one of ours, as measured. */
  #reached = 1;
  #isStill = true;
  #shown = 0;

  now() {
    const passed = this.#isStill ? 0 : (performance.now() - this.#said.at) / 1000;
    this.#shown = Math.max(this.#shown, this.#said.now + passed * this.#reached);
    return this.#shown;
  }

  get reached() {
    return this.#reached;
  }

  /** @param {number} now */
  hear(now) {
    const at = performance.now();
    this.#said = { now, at };
    const heardMs = at - this.#measured.at;
    if (heardMs < MEASURED_MS) return;
    const pace = (1000 * (now - this.#measured.now)) / heardMs;
    this.#reached += (Math.min(this.#speed, Math.max(0, pace)) - this.#reached) / 3;
    this.#measured = this.#said;
  }

  /** Starts again: with another world, or the same after a break. @param {number} now @param {number} speed */
  begin(now, speed) {
    this.#said = { now, at: performance.now() };
    this.#shown = 0;
    this.setSpeed(speed);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    if (speed === this.#speed) return;
    this.#said = { now: this.now(), at: performance.now() };
    this.#measured = this.#said;
    this.#speed = speed;
    this.#reached = speed;
  }

  /** Stops while the server is silent: nobody knows what happens then. @param {boolean} isStill */
  setStill(isStill) {
    this.#said = { now: this.now(), at: performance.now() };
    this.#measured = this.#said;
    this.#isStill = isStill;
  }
}
