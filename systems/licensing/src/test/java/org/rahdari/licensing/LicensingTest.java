package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.licensing.Market.FIRM;
import static org.rahdari.licensing.Market.PKR;

import org.junit.jupiter.api.Test;

/** Licensing as a person would check it, through the life of a firm. */
final class LicensingTest {

  @Test
  void aFirmIsLicensedAndServes() {
    Market market = Market.clients();
    market.must(FIRM, market.trade(1_000, 10));
    assertThat(market.balance(Market.OTHER_MONEY)).isEqualTo(1_000);
    assertThat(market.balance(Market.OTHER_CUSTODY)).isEqualTo(10);
    assertThat(market.balance(Market.own(FIRM, PKR)))
        .isEqualTo(Market.RUPEES - 2 * Market.APPLICATION_FEE);
  }
}
