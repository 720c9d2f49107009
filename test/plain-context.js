import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { StillWaiting } from './still-waiting.js';

/**
 * A test file's globals, as plain as Node's own. Jest's are behind a proxy that notes what a test leaves on them, and
 * each `Math`, `Map` or `Object` in what is tested goes through it, which can take six times as long as all the rest.
 */
export default class PlainContext extends TestEnvironment {
  #stillWaiting = new StillWaiting();

  constructor(...options) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...options);
    } finally {
      vm.createContext = createContext;
    }
  }

  handleTestEvent(event) {
    this.#stillWaiting.heard(event);
  }
}
