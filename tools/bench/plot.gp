# Draws what the benchmark left in a folder: gnuplot -e "dir='build'" tools/bench/plot.gp
# bench_ratios.svg, .png: each contender's time over the limit's;
# bench_scaling.svg, .png: cost against size and count.
if (!exists("dir")) dir = 'build'

set datafile separator tab
set style line 1 linecolor rgb '#2b6cb0' linewidth 2 pointtype 7 pointsize 0.8
set style line 2 linecolor rgb '#c53030' linewidth 1 dashtype 2
set style fill solid 0.85 noborder
set border 3
set tics nomirror out scale 0.5
set grid linecolor rgb '#bbbbbb'

svg = "set terminal svg size 900,760 font 'sans,13' background 'white'"
png = "set terminal pngcairo size 1350,1140 font 'sans,19' background 'white'"

do for [kind in "svg png"] {
    eval (kind eq 'svg' ? svg : png)
    set key off

    # Bars: one set of the table, the limit on top.
    set output dir.'/bench_ratios.'.kind
    set multiplot
    set lmargin at screen 0.32
    set xlabel "time over the limit's, median of rounds"
    do for [i=1:2] {
        set title word('"cached" "not cached"', i)
        set tmargin at screen (i == 1 ? 0.94 : 0.34)
        set bmargin at screen (i == 1 ? 0.49 : 0.09)
        set yrange [*:*] reverse
        set offsets 0, graph 0.06, 0.6, 0.6
        set xrange [0:*]
        set arrow 1 from 1, graph 0 to 1, graph 1 nohead linestyle 2 front
        plot dir.'/bench_ratios.tsv' index word('"cached" "not cached"', i) \
             using 2:0:(0):2:($0 - 0.35):($0 + 0.35):yticlabels(1) with boxxyerror linestyle 1, \
             '' index word('"cached" "not cached"', i) \
             using 2:0:(sprintf(' %.2f', $2)) with labels left
    }
    unset multiplot
    unset output
    unset arrow 1
    set lmargin; set tmargin; set bmargin; set offsets
    set xrange [*:*]; set yrange [0:*] noreverse

    # Curves: flat is good.
    set output dir.'/bench_scaling.'.kind
    set multiplot layout 2,1
    set logscale x 2
    set title "cost against size, cached"
    set xlabel "MiB"; set ylabel "ns a KiB"
    plot dir.'/bench_sizes.tsv' using ($1 / 1048576):2 with linespoints linestyle 1
    set title "cost against count, cached, small tensors, one worker"
    set xlabel "tensors a load"; set ylabel "ns a tensor"
    set format x "2^{%L}"
    plot dir.'/bench_counts.tsv' using 1:2 with linespoints linestyle 1
    unset multiplot
    unset output
    unset logscale; unset ylabel; set format x
    set yrange [*:*]
}
