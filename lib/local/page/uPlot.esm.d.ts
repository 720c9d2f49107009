/** The library's own file, which the server hands out beside the page's. */
export { default } from 'uplot';
