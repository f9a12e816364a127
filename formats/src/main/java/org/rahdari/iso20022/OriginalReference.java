package org.rahdari.iso20022;

import org.jspecify.annotations.Nullable;

/**
 * How a later message points at an earlier one (ISO {@code OrgnlGrpInf} and {@code Orgnl…Id}).
 *
 * @param msgId absent where the message names only the transaction
 * @param msgName such as {@code pacs.008.001.08}
 * @param createdAt the earlier message's {@code CreDtTm}, as text
 */
public record OriginalReference(
    @Nullable String msgId, @Nullable String msgName, @Nullable String createdAt, PaymentIds ids) {}
