/** Colours where stdout is a terminal that shows them; NO_COLOR and FORCE_COLOR decide otherwise. */
export const wantsColour = (): boolean => process.stdout.hasColors?.() === true || Number(process.env.FORCE_COLOR) > 0;
