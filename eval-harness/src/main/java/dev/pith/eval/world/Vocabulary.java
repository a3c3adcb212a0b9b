package dev.pith.eval.world;

import java.util.List;

/** The names that problems are made of. */
final class Vocabulary {

  static final List<String> FIRST_NAMES =
      words(
          """
          Amy Ben Cara Dan Eva Finn Gina Hugo Ida Jack Kim Leo Mia Ned Olga Paul Rosa Sam Tina Uma
          Vera Will Yara Zoe Alma Boris Clara David Elsa Felix Greta Henry Iris Jonas Karin Luis
          Maria Nora Oscar Petra Ravi Sofia Tom Ulla Victor Wanda Xenia Yusuf Ada Bruno Celia Diego
          Edith Frank Gloria Hans Inez Joel Katya Lars Mona Nils Orla Pablo Quinn Rita Simon Tara
          Ugo Viola Walt Yves Anton Bella Carlos Doris Emil Freya Gus Heidi
          """);

  static final List<String> LAST_NAMES =
      words(
          """
          Adler Barnes Castro Dorn Ellis Faber Grant Hale Ives Jansen Keller Lowe Marsh Novak Owens
          Pell Quist Roan Stone Thorn Ulrich Voss Webb Yates Zander Abbot Blake Cole Drake Engel
          Frost Gould Hardy Irving Joyce Klein Lang Moss Nash Orton Pike Reed Sharp Tate Upton
          Vance Wolf York Ashby Brandt Crane Duval Egan Fields Glover Horn Isaac Jolly Kemp Lund
          Mercer Noble Olsen Parr Rhodes Snow Tully Underhill Vega Wilde Young Archer Bishop Carver
          Dyer Easton Fisher Gardner Hunter Jarvis
          """);

  static final List<String> STEMS =
      words(
          """
          Alder Birch Cedar Dawn Ember Fern Garnet Hazel Ivory Juniper Kestrel Linden Maple Nettle
          Opal Pine Quartz Raven Silver Thistle Umber Violet Willow Amber Bramble Copper Dune Falcon
          Granite Harvest Iron Jasper Lark Meadow North Otter Pebble River Stork Tern
          """);

  static final List<String> COMPANY_KINDS =
      words("Works Foods Press Tools Lines Textiles Paper Motors Optics Seeds");

  static final List<String> TOWN_KINDS =
      words("Bridge Ford Harbour Hill Cross Gate Bay Moor Wells Springs");

  static final List<String> RIVERS =
      words(
          """
          Arl Besk Corra Delm Esk Ferrow Galt Hume Isel Jorn Kaska Lenn Merrin Nidd Orrin Pesca
          Quell Rhone Sool Tamar Ulm Vardo Wend Yarrow Zell Brun Caldew Drava Elbert Fosse
          """);

  static final List<String> ITEMS =
      words(
          """
          apples pears plums marbles shells coins stamps cards pencils books beads buttons kites
          stickers tokens tickets
          """);

  static final List<String> GOODS =
      words("rope lamps soap clocks chairs boots tea bread bells paint cheese carts");

  static final List<String> PASTIMES =
      words("chess tennis sailing painting singing cooking fishing running knitting dancing");

  private Vocabulary() {}

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
