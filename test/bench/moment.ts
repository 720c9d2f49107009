/** What happens in a deployment, on the way from a webhook to a machine. */
export type Moment = 'webhook' | 'webhook done' | 'reconcile' | 'GitLab asked' | 'GitLab answered' | 'launch';
