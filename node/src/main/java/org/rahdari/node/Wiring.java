package org.rahdari.node;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rahdari.history.History;
import org.rahdari.kernel.Catalogue;
import org.rahdari.licensing.web.CasePages;
import org.rahdari.licensing.web.CaseReader;
import org.rahdari.licensing.web.CaseSteps;
import org.rahdari.licensing.web.CasesEndpoint;
import org.rahdari.licensing.web.DocumentDesk;
import org.rahdari.licensing.web.DocumentsEndpoint;
import org.rahdari.licensing.web.LicensingFinder;
import org.rahdari.licensing.web.LicensingWaiting;
import org.rahdari.licensing.web.RegisterEndpoint;
import org.rahdari.licensing.web.RegisterPages;
import org.rahdari.licensing.web.RegisterReader;
import org.rahdari.licensing.web.SealLeaves;
import org.rahdari.payments.web.Answers;
import org.rahdari.payments.web.Iso20022Endpoint;
import org.rahdari.payments.web.LetterDesk;
import org.rahdari.payments.web.MessageDesk;
import org.rahdari.payments.web.Originals;
import org.rahdari.payments.web.PayeeDesk;
import org.rahdari.payments.web.PayerDesk;
import org.rahdari.payments.web.PaymentFinder;
import org.rahdari.payments.web.PaymentPages;
import org.rahdari.payments.web.PaymentReader;
import org.rahdari.payments.web.PaymentSteps;
import org.rahdari.payments.web.PaymentStory;
import org.rahdari.payments.web.PaymentsEndpoint;
import org.rahdari.payments.web.PaymentsPanel;
import org.rahdari.payments.web.PaymentsWaiting;
import org.rahdari.payments.web.QuoteDesk;
import org.rahdari.payments.web.QuotesEndpoint;
import org.rahdari.payments.web.ReturnDesk;
import org.rahdari.payments.web.StatusDesk;
import org.rahdari.platform.AccessTokens;
import org.rahdari.platform.AccountHistoryEndpoint;
import org.rahdari.platform.AccountPage;
import org.rahdari.platform.AccountReader;
import org.rahdari.platform.AccountsPage;
import org.rahdari.platform.ApiClients;
import org.rahdari.platform.Approvals;
import org.rahdari.platform.ApprovalsPage;
import org.rahdari.platform.CharterEndpoint;
import org.rahdari.platform.CheckpointExchange;
import org.rahdari.platform.CheckpointsPage;
import org.rahdari.platform.ClientsEndpoint;
import org.rahdari.platform.Databases;
import org.rahdari.platform.EnterTransfersEndpoint;
import org.rahdari.platform.ErrorPages;
import org.rahdari.platform.FindTransfersEndpoint;
import org.rahdari.platform.Finder;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Grants;
import org.rahdari.platform.HistoryReader;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.InstructionJson;
import org.rahdari.platform.InstructionsEndpoint;
import org.rahdari.platform.KeyDesk;
import org.rahdari.platform.KeysEndpoint;
import org.rahdari.platform.KeysPage;
import org.rahdari.platform.LanguageEndpoint;
import org.rahdari.platform.Languages;
import org.rahdari.platform.LedgerEndpoint;
import org.rahdari.platform.LedgerFinder;
import org.rahdari.platform.LogEndpoint;
import org.rahdari.platform.LogKey;
import org.rahdari.platform.MeEndpoint;
import org.rahdari.platform.MePage;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkPage;
import org.rahdari.platform.OpenAccountEndpoint;
import org.rahdari.platform.Orders;
import org.rahdari.platform.OverviewPage;
import org.rahdari.platform.OwnKeys;
import org.rahdari.platform.Pages;
import org.rahdari.platform.Panel;
import org.rahdari.platform.Peers;
import org.rahdari.platform.People;
import org.rahdari.platform.Post;
import org.rahdari.platform.ProgramsEndpoint;
import org.rahdari.platform.Projection;
import org.rahdari.platform.ProposalsEndpoint;
import org.rahdari.platform.ProposePage;
import org.rahdari.platform.Provider;
import org.rahdari.platform.RecentLeaves;
import org.rahdari.platform.RowListener;
import org.rahdari.platform.SearchPage;
import org.rahdari.platform.Served;
import org.rahdari.platform.SignInPage;
import org.rahdari.platform.StepUp;
import org.rahdari.platform.Trail;
import org.rahdari.platform.TrailEndpoint;
import org.rahdari.platform.TrailPage;
import org.rahdari.platform.TransferDesks;
import org.rahdari.platform.TransferEndpoint;
import org.rahdari.platform.TransferReceiptEndpoint;
import org.rahdari.platform.TransparencyEndpoint;
import org.rahdari.platform.Unavailable;
import org.rahdari.platform.Vault;
import org.rahdari.platform.VerifyPage;
import org.rahdari.platform.Waiting;
import org.rahdari.platform.WebSecurity;
import org.rahdari.platform.Witnesses;
import org.rahdari.program.Party;
import org.rahdari.program.Program;
import org.rahdari.program.Validator;
import org.rahdari.replication.Replica;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a node is made of: the only place where rooms meet. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  HealthWiring.class,
  WebSecurity.class,
  Unavailable.class,
  LedgerEndpoint.class,
  AccountHistoryEndpoint.class,
  FindTransfersEndpoint.class,
  TransferEndpoint.class,
  TransferReceiptEndpoint.class,
  LogEndpoint.class,
  OpenAccountEndpoint.class,
  CharterEndpoint.class,
  KeysEndpoint.class,
  ProgramsEndpoint.class,
  EnterTransfersEndpoint.class,
  TransparencyEndpoint.class,
  Iso20022Endpoint.class,
  PaymentsEndpoint.class,
  QuotesEndpoint.class,
  RegisterEndpoint.class,
  RegisterPages.class,
  CasePages.class,
  CasesEndpoint.class,
  DocumentsEndpoint.class,
  SignInPage.class,
  LanguageEndpoint.class,
  OverviewPage.class,
  AccountsPage.class,
  AccountPage.class,
  KeysPage.class,
  ApprovalsPage.class,
  ProposePage.class,
  MePage.class,
  TrailPage.class,
  TrailEndpoint.class,
  ClientsEndpoint.class,
  ProposalsEndpoint.class,
  InstructionsEndpoint.class,
  MeEndpoint.class,
  CheckpointsPage.class,
  NetworkPage.class,
  SearchPage.class,
  VerifyPage.class,
  PaymentPages.class,
  ErrorPages.class,
  ErrorPages.OfConsole.class,
  ErrorPages.BeforeControllers.class
})
class Wiring {

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Ids ids(InstantSource clock) {
    return new Ids(clock);
  }

  @Bean
  Network network(DataFolder folder) {
    return folder.network();
  }

  @Bean
  Institutions institutions(Network network) {
    return new Institutions(network);
  }

  @Bean
  Served served(Network network, DataFolder folder) {
    return Served.of(network, folder.signing());
  }

  @Bean
  AccessTokens tokens(Served served, DataFolder folder) {
    return new AccessTokens(served, folder.keys());
  }

  /** Where one validates, this node is that one's; a mirror is nobody's. */
  @Bean
  LogKey logKey(
      Network network,
      DataFolder folder,
      ObjectProvider<Membership> membership,
      ObjectProvider<HttpSource> followed) {
    if (followed.getIfAvailable() != null) return LogKey.none();
    Membership shared = membership.getIfAvailable();
    List<Validator> founders = network.genesis().validators();
    String code =
        shared == null || founders.size() == 1
            ? network.code(founders.getFirst().party())
            : shared.config().institution();
    return new LogKey(network.party(code).orElseThrow(), folder.logKey(code));
  }

  @Bean
  Grants grants(DataFolder folder, InstantSource clock) {
    return folder.grants(clock);
  }

  /** Every version that this software has. */
  @Bean
  List<Program> programs() {
    return DataFolder.PROGRAMS;
  }

  @Bean
  Catalogue catalogue() {
    return Catalogue.of(DataFolder.PROGRAMS);
  }

  @Bean(destroyMethod = "close")
  Databases databases(NodeOptions options, DataFolder folder) {
    if (options.jdbcUrl == null) return Databases.embedded(folder.postgres());
    String vault =
        options.vaultJdbcUrl == null ? vaultBeside(options.jdbcUrl) : options.vaultJdbcUrl;
    return Databases.external(
        options.jdbcUrl, vault, options.jdbcUser, System.getenv("RAHDARI_JDBC_PASSWORD"));
  }

  private static String vaultBeside(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url + "_vault" : url.substring(0, query) + "_vault" + url.substring(query);
  }

  @Bean(destroyMethod = "close")
  Replica replica(
      DataFolder folder,
      ObjectProvider<Membership> membership,
      ObjectProvider<Peers> peers,
      ObjectProvider<CheckpointExchange> exchange,
      ObjectProvider<HttpSource> followed) {
    HttpSource source = followed.getIfAvailable();
    if (source != null) return folder.startMirror(source);
    Membership shared = membership.getIfAvailable();
    if (shared == null) return folder.startReplica();
    CheckpointExchange cosigners = exchange.getObject();
    Replica replica = folder.startReplica(shared, peers.getObject(), cosigners::publish);
    cosigners.start(replica);
    return replica;
  }

  @Bean(destroyMethod = "close")
  Witnesses witnesses(
      DataFolder folder,
      Replica replica,
      ObjectProvider<Membership> membership,
      ObjectProvider<CheckpointExchange> exchange) {
    Membership shared = membership.getIfAvailable();
    return new Witnesses(
        shared == null ? folder.description().witnesses() : shared.config().witnesses(),
        folder.network().policy(),
        replica,
        notes -> exchange.ifAvailable(each -> each.publish(notes)));
  }

  @Bean
  Map<Integer, Gateway> gateways(
      Network network,
      Served served,
      DataFolder folder,
      Catalogue catalogue,
      Replica replica,
      InstantSource clock,
      Ids ids) {
    Map<Integer, Gateway> gateways = new LinkedHashMap<>();
    for (Party party : served.parties()) {
      OwnKeys keys = new OwnKeys(party, folder.signing(), replica);
      gateways.put(
          party.number(), new Gateway(party, network.hash(), keys, catalogue, replica, clock, ids));
    }
    return gateways;
  }

  @Bean
  Orders orders(Map<Integer, Gateway> gateways) {
    return new Orders(gateways);
  }

  @Bean
  KeyDesk keyDesk(Map<Integer, Gateway> gateways, Orders orders, Replica replica) {
    return new KeyDesk(gateways, orders, replica);
  }

  @Bean(destroyMethod = "close")
  TransferDesks transferDesks(Map<Integer, Gateway> gateways) {
    return new TransferDesks(gateways);
  }

  @Bean
  Vault vault(Databases databases, DataFolder folder, Network network, InstantSource clock) {
    return new Vault(databases.vault(), folder.keys(), network, clock);
  }

  @Bean(destroyMethod = "close")
  Post post(Network network, Served served, Vault vault, Ids ids, ObjectProvider<Peers> peers) {
    return new Post(network, served, vault, ids, peers.getIfAvailable(Peers::none));
  }

  @Bean(destroyMethod = "close")
  LetterDesk letterDesk(
      Network network, Served served, Replica replica, Vault vault, Post post, PayeeDesk payees) {
    return new LetterDesk(network, served, replica, vault, post, payees);
  }

  @Bean
  RecentLeaves recentLeaves() {
    return new RecentLeaves();
  }

  @Bean
  PaymentSteps paymentSteps(Catalogue catalogue) {
    return new PaymentSteps(catalogue);
  }

  @Bean
  SealLeaves sealLeaves(Catalogue catalogue) {
    return new SealLeaves(catalogue);
  }

  @Bean
  CaseSteps caseSteps(Catalogue catalogue) {
    return new CaseSteps(catalogue);
  }

  @Bean(destroyMethod = "close")
  DocumentDesk documentDesk(Served served, Vault vault, Post post, Ids ids) {
    return new DocumentDesk(served, vault, post, ids);
  }

  @Bean
  CaseReader caseReader(Network network, Replica replica, Projection projection) {
    return new CaseReader(network, replica, projection);
  }

  @Bean
  Finder licensingFinder(CaseReader cases, Network network) {
    return new LicensingFinder(cases, network);
  }

  @Bean
  Waiting licensingWaiting(CaseReader cases, Network network) {
    return new LicensingWaiting(cases, network);
  }

  @Bean
  RegisterReader registerReader(Network network, Replica replica, Projection projection) {
    return new RegisterReader(network, replica, projection);
  }

  @Bean(destroyMethod = "close")
  PayeeDesk payeeDesk(Network network, Replica replica, Vault vault, Orders orders) {
    return new PayeeDesk(network, replica, vault, orders);
  }

  @Bean(destroyMethod = "close")
  Founding founding(DataFolder folder, Replica replica, Map<Integer, Gateway> gateways) {
    return new Founding(folder.network(), folder.description(), replica, gateways);
  }

  @Bean(destroyMethod = "close")
  Projection projection(
      Databases databases,
      List<RowListener> listeners,
      Replica replica,
      DataFolder folder,
      NodeOptions options,
      Founding founding,
      PayeeDesk payees,
      DocumentDesk documents,
      Post post,
      Approvals approvals) {
    founding.begin();
    Projection projection = new Projection(databases.projection(), listeners);
    projection.start(replica, folder::freshKernel, options.rebuildProjection);
    payees.start();
    post.start();
    documents.start(projection);
    approvals.start();
    return projection;
  }

  @Bean
  AccountReader.ByOwner accountsByOwner() {
    return new AccountReader.ByOwner();
  }

  @Bean
  AccountReader accountReader(Network network, Replica replica, Projection projection) {
    return new AccountReader(network, replica, projection);
  }

  @Bean(destroyMethod = "close")
  History history(DataFolder folder, Replica replica) {
    return History.start(folder.history(), replica);
  }

  @Bean
  HistoryReader historyReader(History history, AccountReader accounts, Replica replica) {
    return new HistoryReader(history, accounts, replica);
  }

  @Bean
  PaymentReader paymentReader(Network network, Replica replica, Projection projection) {
    return new PaymentReader(network, replica, projection);
  }

  @Bean
  Answers answers(InstantSource clock, Ids ids) {
    return new Answers(clock, ids);
  }

  @Bean
  Originals originals(Vault vault) {
    return new Originals(vault);
  }

  @Bean
  StatusDesk statusDesk(Vault vault, PaymentReader payments, Originals originals, Answers answers) {
    return new StatusDesk(vault, payments, originals, answers);
  }

  @Bean
  PayerDesk payerDesk(
      Network network, Replica replica, Vault vault, Ids ids, Orders orders, Answers answers) {
    return new PayerDesk(network, replica, vault, ids, orders, answers);
  }

  @Bean
  ReturnDesk returnDesk(
      Network network, Vault vault, Ids ids, Orders orders, Originals originals, Answers answers) {
    return new ReturnDesk(network, vault, ids, orders, originals, answers);
  }

  @Bean
  MessageDesk messageDesk(
      Network network,
      Vault vault,
      Post post,
      Ids ids,
      Answers answers,
      Originals originals,
      PayerDesk payer,
      ReturnDesk returns,
      StatusDesk statuses) {
    return new MessageDesk(network, vault, post, ids, answers, originals, payer, returns, statuses);
  }

  @Bean
  QuoteDesk quoteDesk(
      Network network,
      DataFolder folder,
      Replica replica,
      ObjectProvider<Peers> peers,
      Orders orders,
      Ids ids,
      InstantSource clock) {
    return new QuoteDesk(
        network,
        folder.description().rates(),
        replica,
        peers.getIfAvailable(Peers::none),
        orders,
        ids,
        clock);
  }

  @Bean
  Languages languages(DataFolder folder) {
    return Languages.with(folder.messages());
  }

  @Bean
  People people(Served served, DataFolder folder) {
    return new People(served, folder.keys());
  }

  @Bean
  InstructionJson instructionJson(Catalogue catalogue) {
    return new InstructionJson(catalogue);
  }

  /** The vault brings its tables up to date first. */
  @Bean(destroyMethod = "close")
  Approvals approvals(
      Databases databases,
      Vault vault,
      InstructionJson json,
      Orders orders,
      Replica replica,
      Network network,
      People people,
      Ids ids,
      InstantSource clock) {
    return new Approvals(databases.vault(), json, orders, replica, network, people, ids, clock);
  }

  /** The vault brings its tables up to date first. */
  @Bean
  StepUp stepUp(
      Databases databases, Vault vault, ObjectProvider<Provider> provider, InstantSource clock) {
    return new StepUp(databases.vault(), provider.getIfAvailable(), clock);
  }

  /** The vault brings its tables up to date first. */
  @Bean(destroyMethod = "close")
  Trail trail(Databases databases, Vault vault, DataFolder folder) {
    return new Trail(databases.vault(), folder.trail());
  }

  /** The vault brings its tables up to date first. */
  @Bean
  ApiClients apiClients(Databases databases, Vault vault, Network network, InstantSource clock) {
    return new ApiClients(databases.vault(), network, clock);
  }

  @Bean
  Pages pages(Network network, Languages languages, ObjectProvider<Provider> provider) {
    return new Pages(
        network,
        languages,
        List.of(
            OverviewPage.SECTION,
            PaymentPages.SECTION,
            CasePages.SECTION,
            AccountsPage.SECTION,
            ApprovalsPage.SECTION,
            KeysPage.SECTION,
            TrailPage.SECTION,
            CheckpointsPage.SECTION,
            RegisterPages.SECTION,
            NetworkPage.SECTION,
            VerifyPage.SECTION),
        provider.stream().anyMatch(Provider::development));
  }

  @Bean
  PaymentStory paymentStory(
      PaymentReader payments,
      StatusDesk statuses,
      Vault vault,
      Replica replica,
      HistoryReader history,
      Network network) {
    return new PaymentStory(payments, statuses, vault, replica, history, network);
  }

  @Bean
  Panel paymentsPanel(PaymentReader payments, Network network, InstantSource clock) {
    return new PaymentsPanel(payments, network, clock);
  }

  @Bean
  Finder paymentFinder(PaymentReader payments, Network network) {
    return new PaymentFinder(payments, network);
  }

  @Bean
  Finder ledgerFinder(
      Network network, AccountReader accounts, HistoryReader history, Projection projection) {
    return new LedgerFinder(network, accounts, history, projection);
  }

  @Bean
  Waiting paymentsWaiting(PaymentReader payments, Network network) {
    return new PaymentsWaiting(payments, network);
  }

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Rahdari node")
                .version("0.1")
                .description("One shared, provable record, with money attached.")
                .license(new License().name("Apache-2.0")))
        .components(
            new Components()
                .addSecuritySchemes(
                    "token", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList("token"));
  }
}
