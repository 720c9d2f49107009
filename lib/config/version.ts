/** The version of bastionless: package.json's, as a test sees to. What it deploys and writes says it. */
export const VERSION = '0.1.0';
