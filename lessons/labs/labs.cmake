# All labs. A new one: its .c here, and a row in labtable.h.
add_library(labs STATIC
  labs/smallnet.c labs/taskexam.c labs/mlpfound.c labs/mlp_playground.c
  labs/charnet.c labs/era_ladder.c
  labs/stackfound.c labs/stack_map.c
  labs/vocab_size.c
  labs/token_units.c labs/commonwords.c
  labs/bpe_train.c
  labs/depth_gradients.c
  labs/three_ways.c labs/handnet.c labs/netscript.c
  labs/backprop_graph.c labs/exprtape.c
  labs/backprop_walk.c labs/walknet.c labs/walklines.c
  labs/block_mlp.c labs/layer_probes.c
  labs/hidden_space.c labs/width_fit.c labs/probefit.c
  labs/neuron.c labs/activation_curves.c labs/mlp_grid.c
  labs/bag_of_words.c labs/tfidf_search.c labs/labwords.c labs/ngram_bits.c labs/ngram_next.c
  labs/labonce.c labs/vector_plane.c labs/random_angles.c labs/word_product.c labs/forward_products.c labs/matmul_walk.c labs/grid_transform.c labs/tensor_views.c labs/gradient_contour.c labs/descent.c labs/nudge.c labs/surface.c
  labs/labonce.c labs/vector_plane.c labs/random_angles.c labs/word_product.c labs/forward_products.c labs/matmul_walk.c labs/grid_transform.c labs/tensor_views.c
  labs/bag_of_words.c labs/homonym_senses.c labs/tfidf_search.c labs/vecfound.c labs/word_vectors.c labs/labwords.c labs/ngram_bits.c labs/ngram_next.c
  labs/roofline.c labs/roofplot.c
  labs/labrecord.c
  labs/blockstops.c labs/blockpass.c labs/blockcell.c labs/blockfound.c
  labs/blockfound_show.c labs/transformer_walk.c
  labs/playfound.c labs/playrow.c labs/playground.c
  labs/recallnet.c
  labs/recall_race.c labs/gradient_flow.c labs/memory_cell.c labs/cellnet.c
  labs/bleu.c labs/bottleneck.c labs/translate.c labs/translatefound.c labs/writer.c
  labs/context_loss.c labs/text_classes.c labs/classnet.c
  labs/labvocab.c
  labs/ablation.c labs/abpairs.c
  labs/clinicase.c labs/clinicfound.c labs/clinicsigns.c labs/debug_clinic.c
  labs/qkv_walk.c
  labs/heads_grid.c labs/headlabels.c labs/headoff.c labs/headsfound.c labs/headtiles.c labs/copytask.c labs/induction.c labs/robotworld.c labs/robotprobe.c labs/walkboard.c labs/walk.c
  labs/labhead.c labs/labcells.c labs/labsource.c labs/lablens.c
  labs/token_strip.c labs/logit_lens.c labs/lensgrid.c
  labs/layer_norms.c labs/streamnorms.c
  labs/embedding_neighbours.c labs/tokenrows.c labs/flatten.c
  labs/kv_cache.c labs/cachework.c
  labs/attention_paper.c
  labs/find_capital.c
  labs/attention_scaling.c
  labs/attention_five_keys.c labs/labnumbers.c
  labs/beam_tree.c labs/quantise_error.c labs/quantmap.c labs/weight_map.c labs/labtensor.c labs/labgrid.c labs/steering.c labs/switch_off.c labs/switchmap.c labs/labwrite.c
  labs/order_task.c labs/position_waves.c labs/shuffle_test.c labs/rope_dial.c labs/labdraws.c labs/decode_menu.c labs/constrained.c labs/sampler_knobs.c labs/samplerfound.c labs/labtrace.c labs/patching.c labs/patchmap.c
  labs/attention_map.c labs/attnmaps.c labs/lab.c labs/labmodel.c labs/labplan.c
  labs/labrun.c labs/labspell.c labs/labvalue.c labs/next_token.c labs/train_gpt.c
  labs/traincurve.c labs/truth.c labs/townwriter.c)
# data: the seeded generators of lessons/data. model stands on all of engine.
target_link_libraries(labs PUBLIC base viz PkgConfig::JANSSON m
  PRIVATE $<TARGET_NAME_IF_EXISTS:data> $<TARGET_NAME_IF_EXISTS:model>)
