/**
 * A variable of the machine, NAME=value: in ASCII, which is all that cloud-init reads in one of several parts of user data,
 * and without `${`, which CloudFormation would fill in.
 */
export const MACHINE_VARIABLE = /^[A-Za-z_]\w*=(?!.*\$\{)[ -~]*$/;
