/** The world's time, between what the server says of it. */
export class WorldClock {
  #said = { now: Date.now() / 1000, at: performance.now() };
  #speed = 1;
  #isStill = true;

  now() {
    const passed = this.#isStill ? 0 : (performance.now() - this.#said.at) / 1000;
    return this.#said.now + passed * this.#speed;
  }

  get speed() {
    return this.#speed;
  }

  /** @param {number} now */
  hear(now) {
    const isNear = !this.#isStill && Math.abs(now - this.now()) < 0.2 * this.#speed;
    if (!isNear) this.#said = { now, at: performance.now() };
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#said = { now: this.now(), at: performance.now() };
    this.#speed = speed;
  }

  /** Nobody knows what happens while nothing is heard. @param {boolean} isStill */
  setStill(isStill) {
    this.#said = { now: this.now(), at: performance.now() };
    this.#isStill = isStill;
  }
}
