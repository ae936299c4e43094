// SPDX-License-Identifier: MIT
#include "tests/cli/dns_world.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

constexpr std::int64_t today = 1'794'873'600;  // 2026-11-17, the day on which CliWorld lives
constexpr std::int64_t day = 86'400;

}  // namespace

bool has_name_server() { return has_parts({"nsd"}); }

DnsWorld::DnsWorld() {
  server_ = std::make_unique<ServerProcess>(
      std::vector<std::string>{server_script("nameserver"), folder.path("nsd"),
                               std::string{RUASCOPE_SOURCE_DIR} + "/tests/dns"},
      folder.path("nameserver.log"));
  address_ = "127.0.0.1:" + server_->ready_port();
  ask(address_);
}

SilentServer::SilentServer() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(socket_, plain, size) == 0);
  REQUIRE(::getsockname(socket_, plain, &size) == 0);
  address_ = fmt::format("127.0.0.1:{}", ntohs(address.sin_port));
}

SilentServer::~SilentServer() { ::close(socket_); }

std::string report_document(const ReportedMail& mail) {
  const auto begin = today - mail.days_ago * day;
  const auto* verdict = mail.passes ? "pass" : "fail";
  const auto signature =
      mail.selector.empty()
          ? std::string{}
          : fmt::format("<dkim><domain>{}</domain><selector>{}</selector><result>{}</result></dkim>",
                        mail.dkim_domain, mail.selector, verdict);
  return fmt::format(
      R"(<feedback><report_metadata><org_name>reporter.example</org_name><email>dmarc@reporter.example</email>
<report_id>{}-{}-{}-{}</report_id><date_range><begin>{}</begin><end>{}</end></date_range></report_metadata>
<policy_published><domain>{}</domain><p>{}</p></policy_published>
<record><row><source_ip>{}</source_ip><count>{}</count><policy_evaluated><disposition>none</disposition>
<dkim>{}</dkim><spf>fail</spf></policy_evaluated></row><identifiers><header_from>{}</header_from></identifiers>
<auth_results>{}<spf><domain>elsewhere.example</domain><result>fail</result></spf></auth_results></record></feedback>
)",
      mail.domain, mail.days_ago, mail.source, mail.selector, begin, begin + day - 1, mail.domain,
      mail.policy, mail.source, mail.messages, verdict, mail.domain, signature);
}

void import_mail(const CliWorld& world, const ReportedMail& mail) {
  world.data({"import", world.folder.write("report.xml", report_document(mail))});
}

}  // namespace ruascope::test
