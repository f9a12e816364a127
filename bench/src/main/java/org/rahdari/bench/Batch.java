package org.rahdari.bench;

import java.util.List;
import org.rahdari.ledger.Transfer;

/** What one client sends at once. */
record Batch(List<Transfer> transfers) {}
