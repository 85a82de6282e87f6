using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class OutputTextTests
{
    [Theory]
    [InlineData("plain\tcaf\u00e9", "plain\tcaf\u00e9", "plain\tcaf\u00e9")]
    [InlineData("\e[1;31mred\e[0m", "red", "\e[1;31mred\e[0m\e[0m")]
    [InlineData("\e[2J\a\e]0;t\a", @"\x1b[2J\x07\x1b]0;t\x07", @"\x1b[2J\x07\x1b]0;t\x07")]
    [InlineData("\e[31", @"\x1b[31", @"\x1b[31")]
    [InlineData("\u202eevil", @"\u{202e}evil", @"\u{202e}evil")]
    public void Only_colours_and_tabs_pass(string line, string plain, string colored)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);

        Assert.Equal((plain, colored), (OutputText.Of(bytes, new Paint(IsOn: false)), OutputText.Of(bytes, new Paint(IsOn: true))));
    }

    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("10%\r20%\r\n", "10%|20%")]
    [InlineData("\n\nx", "||x")]
    [InlineData("", "")]
    public void Output_is_cut_into_lines_wherever_the_pieces_end(string output, string lines)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(output);
        for (int piece = 1; piece <= bytes.Length + 1; piece++)
        {
            List<string> found = [];
            var cut = new OutputLines(line => found.Add(Encoding.UTF8.GetString(line)));
            foreach (byte[] part in bytes.Chunk(piece))
            {
                cut.Add(part);
            }

            cut.Finish();
            Assert.Equal(lines, string.Join('|', found));
        }
    }

    [Fact]
    public void A_line_without_end_comes_in_pieces()
    {
        List<int> lengths = [];
        var cut = new OutputLines(line => lengths.Add(line.Length));
        cut.Add(new byte[40_000]);
        cut.Finish();

        Assert.Equal([16_384, 16_384, 7_232], lengths);
    }
}
