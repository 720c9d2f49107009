/**
 * The page speaks English, whatever language the browser does. It must be loaded before the chart's library, which asks
 * Intl for the browser's language on load: an odd one, like "en-US@posix" of a browser in the C locale, makes that fail.
 */
Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
