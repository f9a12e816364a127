/**
 * What every system's web side needs: institutions' gateways, projection, vault, sign-in, console
 * frame.
 */
@NullMarked
package org.rahdari.platform;

import org.jspecify.annotations.NullMarked;
