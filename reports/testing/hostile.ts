/** A name that tries to be markup, a terminal command, a table cell and a path at once. */
export const HOSTILE = `</script><img src=x onerror=alert(1)>'"&\u001b[31m|\`*_[x](javascript:alert(1))\n\u202e\u0000$\{1}`;
