/** What `loadgate flags` does. */
export { kill, override, rollback, set } from './change.ts';
export { canaryStatus, get, history, list, status } from './look.ts';
