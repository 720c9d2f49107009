/**
 * The page speaks English, whatever language the browser does. It must be loaded before the chart's library, which asks
 * Intl for the browser's language as it is loaded: an odd one, like "en-US@posix" of a browser in the C locale, ends that.
 */
Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
