/**
 * Of one fleet, so one for each of so many zones; EC2 refuses more with InvalidParameterValue. No page of AWS's says so:
 * who met it does. https://github.com/osbuild/osbuild-composer/pull/3946
 */
export const MOST_REQUIREMENTS = 4;
