#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# Writes the files of networks that the tests read, in the layouts of MaxMind, DB-IP and IPinfo:
#   tests/data/networks/make.pl    (Debian: libmaxmind-db-writer-perl)
# Addresses of RFC 5737 and 3849, system numbers of RFC 5398; all names are made up.
use strict;
use warnings;
use File::Basename;
use MaxMind::DB::Writer::Tree;

my %types = (
  autonomous_system_number => 'uint32', autonomous_system_organization => 'utf8_string', asn => 'utf8_string',
  as_name => 'utf8_string', as_domain => 'utf8_string', name => 'utf8_string', country_code => 'utf8_string',
  iso_code => 'utf8_string', country => sub { ref $_[0] ? 'map' : 'utf8_string' }, route => 'utf8_string',
);

sub make {
  my ($file, $version, %networks) = @_;
  my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version => $version, record_size => 24, database_type => $file, languages => ['en'],
    description => { en => 'made for tests' }, remove_reserved_networks => 0, alias_ipv6_to_ipv4 => $version == 6,
    map_key_type_callback => sub {
      my ($key) = @_;
      return $key eq 'country' ? ($file eq 'maxmind' ? 'map' : 'utf8_string') : $types{$key};
    });
  $tree->insert_network($_, $networks{$_}) for sort keys %networks;
  open my $out, '>:raw', dirname(__FILE__) . "/$file.mmdb" or die $!;
  $tree->write_tree($out);
}

make('maxmind', 6,
  '192.0.2.0/24' => { autonomous_system_number => 64496, autonomous_system_organization => 'Example Networks',
                      country => { iso_code => 'DE' } },
  '2001:db8::/32' => { autonomous_system_number => 64497, autonomous_system_organization => "B\x{fc}ro-Netz",
                       country => { iso_code => 'CH' } });
make('dbip', 4,
  '192.0.2.0/24' => { autonomous_system_number => 64496, autonomous_system_organization => 'Example Networks' });
make('ipinfo', 6,
  '192.0.2.0/24' => { asn => 'AS64496', as_name => 'Example Networks', as_domain => 'networks.example',
                      country => 'Germany', country_code => 'DE' },
  '198.51.100.0/24' => { asn => 'AS64498', name => 'Old Layout', route => '198.51.100.0/24', country => 'NL' });
