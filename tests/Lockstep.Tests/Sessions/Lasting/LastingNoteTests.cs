using System.Text;
using Lockstep.Sessions.Lasting;
using Lockstep.Tests.Files;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Lasting;

/// <summary>The note beside a lasting command, whole, torn and forged.</summary>
public sealed class LastingNoteTests : IDisposable
{
    private static readonly LastingNote Running =
        new(4711, DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000), LastingNote.DigestOf(Words("serve", "-p")), "serve -p");

    private readonly TemporaryDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_note_is_read_back()
    {
        Running.Write(_place.Handle);
        Assert.Equal(Running, LastingNote.Find(_place.Handle));

        LastingNote ended = Running with { End = new LastingEnd(143, Running.Started.AddHours(1)) };
        ended.Write(_place.Handle);
        Assert.Equal(ended, LastingNote.Find(_place.Handle));
        Assert.False(File.Exists(_place["note.new"]));
    }

    [Fact]
    public void A_note_that_was_taken_off_is_none()
    {
        Running.Write(_place.Handle);
        LastingNote.Remove(_place.Handle);
        LastingNote.Remove(_place.Handle);
        Assert.Null(LastingNote.Find(_place.Handle));
    }

    [Fact]
    public void A_torn_note_is_none_wherever_it_is_torn()
    {
        Running.Write(_place.Handle);
        byte[] whole = File.ReadAllBytes(_place["note"]);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_place["note"], whole[..length]);
            Assert.Null(LastingNote.Find(_place.Handle));
        }
    }

    [Fact]
    public void A_note_with_any_other_byte_is_none()
    {
        Running.Write(_place.Handle);
        byte[] whole = File.ReadAllBytes(_place["note"]);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] other = [.. whole];
            other[at] ^= 0x55;
            File.WriteAllBytes(_place["note"], other);
            Assert.Null(LastingNote.Find(_place.Handle));
        }
    }

    [Fact]
    public void A_giant_note_is_not_read_whole()
    {
        Running.Write(_place.Handle);
        using (FileStream giant = File.OpenWrite(_place["note"]))
        {
            giant.SetLength(1L << 40);
        }

        Assert.Equal(Running, LastingNote.Find(_place.Handle));
    }

    [Fact]
    public void What_a_command_is_called_is_safe_to_print()
    {
        (Running with { Command = "a\u001b[2Jb" }).Write(_place.Handle);
        Assert.Equal("a\\x1b[2Jb", LastingNote.Find(_place.Handle)!.Command);
    }

    [Theory]
    [InlineData("a b", "a|b", false)]
    [InlineData("a|b", "ab|", false)]
    [InlineData("a|", "a", false)]
    [InlineData("a|b", "a|b", true)]
    public void Commands_are_the_same_when_every_word_is(string one, string other, bool areSame) =>
        Assert.Equal(areSame, LastingNote.DigestOf(Words(one.Split('|'))) == LastingNote.DigestOf(Words(other.Split('|'))));

    [Theory]
    [InlineData("serve|-p", "serve -p")]
    [InlineData("sh|-c|make && ./serve", "make && ./serve")]
    [InlineData("sh|-c|make|x", "sh -c make x")]
    [InlineData("a\tb", "a\\x09b")]
    public void A_command_is_shown_as_it_was_typed(string words, string shown) => Assert.Equal(shown, LastingNote.Show(Words(words.Split('|'))));

    [Fact]
    public void A_state_tells_a_command_that_ended_from_one_whose_end_nobody_saw()
    {
        LastingNote ended = Running with { End = new LastingEnd(3, Running.Started) };
        Assert.Equal((LastingLife.Lost, 0), (Running.ToState(runs: false).Life, Running.ToState(runs: false).ExitCode));
        Assert.Equal((LastingLife.Ended, 3), (ended.ToState(runs: false).Life, ended.ToState(runs: false).ExitCode));
        Assert.Equal((LastingLife.Runs, 4711), (Running.ToState(runs: true).Life, Running.ToState(runs: true).Process));
    }

    private static ReadOnlyMemory<byte>[] Words(params string[] words) => [.. words.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word)))];
}
