"""Who did it, with or to whom, and where.

participants  an entity, or a mention of one, as a party
sides         actors, counterparts, hosts and places of one happening
fillers       grammatical neighbours of a trigger in their roles
listed        those who are named out of a number, or in apposition to it
settle        fillers become parties: shared roles are told apart, doubles dropped
borrowed      parties that another clause, the heading or the event told before lends
implied       what a type implies and the sentence need not say
documents     the parties a document had when it was told of before
topic         the state a passage is about
scene         whose the act of one side is and where it happens
passage       the journey or the document told before to which a happening belongs
partner       the state a passage speaks of, as the other side of a document, of talks or of a visit
pointing      what "it", "the Assembly" and other short words point to
setting       places told near a happening: "where", "there", the bracket of a caption
nationality   whose citizen one is who was elected or died
sequel        what a happening takes over from the one told before
"""
