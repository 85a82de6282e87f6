using System.Text;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Roles;

namespace Lockstep.Tests.Rsync.Attacks;

/// <summary>A server sends lists that no honest one does, to write where the client did not ask for anything.</summary>
public sealed class HostileListAttack
{
    /// <summary>CVE-2022-29154 and others: names that lead out of the transfer.</summary>
    [Theory]
    [InlineData("../evil")]
    [InlineData("sub/../../evil")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("..")]
    public void A_name_that_leads_out_of_the_transfer_is_refused(string name)
    {
        using var sender = new HostileSender();

        Assert.IsType<ProtocolException>(sender.Pull((session, lists) => Send(session, lists, File(name))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(sender.Target.Path));
    }

    [Fact]
    public void An_absolute_name_becomes_one_below_the_destination()
    {
        Assert.Equal("etc/x"u8.ToArray(), EntryName.Checked("/etc/x"u8.ToArray()));
        Assert.Throws<ProtocolException>(() => EntryName.Checked("/"u8.ToArray()));
        Assert.Throws<ProtocolException>(() => EntryName.Checked([.. "a"u8, 0]));
        Assert.Throws<ProtocolException>(() => EntryName.Checked(new byte[5000]));
    }

    /// <summary>CVE-2026-70459 and a wiped destination: the root sent as a file.</summary>
    [Fact]
    public void A_root_that_is_no_directory_is_refused()
    {
        using var sender = new HostileSender();

        Assert.IsType<ProtocolException>(sender.Pull((session, lists) => Send(session, lists, File("."))));
    }

    /// <summary>CVE-2024-12087: a link, and then entries below it.</summary>
    [Fact]
    public void Nothing_is_written_through_a_link_that_the_same_list_brings()
    {
        using var sender = new HostileSender();
        using var outside = new Files.TemporaryDirectory();
        Exception? failure = sender.Pull((session, lists) =>
        {
            Send(session, lists, Link("out", outside.Path), File("out/evil"));
            AwaitRequest(session, 1);
            WriteContent(session, new IndexCodec(), 1, "evil");
        });

        Assert.IsType<EndOfStreamException>(failure);
        Assert.Equal(outside.Path, new FileInfo(sender.Target["out"]).LinkTarget);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        Assert.Contains(sender.Console.Lines, line => line.Contains("out/evil", StringComparison.Ordinal));
    }

    /// <summary>CVE-2024-12087: a list of another directory's entries, of no directory, and of one directory twice.</summary>
    [Theory]
    [InlineData(IndexCodec.ListOfFirstDirectory - 1, "elsewhere/x", false)]
    [InlineData(IndexCodec.ListOfFirstDirectory - 7, "d/x", false)]
    [InlineData(IndexCodec.ListOfFirstDirectory - 1, "d/x", true)]
    public void A_list_has_to_be_of_the_directory_that_was_announced(int index, string name, bool isTwice)
    {
        using var sender = new HostileSender("-rl host:src/");
        Exception? failure = sender.Pull(
            (session, lists) =>
            {
                var indices = new IndexCodec();
                Send(session, lists, Root(), Folder("d"));
                for (int i = 0; i < (isTwice ? 2 : 1); i++)
                {
                    indices.Write(session.Writer, index);
                    lists.Write(File(name), listStart: 4);
                    lists.WriteEnd(errors: 0);
                }
            },
            isIncremental: true);

        Assert.IsType<ProtocolException>(failure);
    }

    /// <summary>CVE-2025-10158 and CVE-2026-43620: indices without an entry.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1_000_000)]
    [InlineData(-50)]
    public void An_index_without_an_entry_is_refused(int index)
    {
        using var sender = new HostileSender();
        Exception? failure = sender.Pull((session, lists) =>
        {
            Send(session, lists, File("a"));
            new ItemRequest(index, ItemFlags.Transfer).Write(session.Writer, new IndexCodec());
        });

        Assert.IsType<ProtocolException>(failure);
    }

    /// <summary>No content that was not asked for is taken: here twice the same.</summary>
    [Fact]
    public void A_content_that_was_not_asked_for_is_refused()
    {
        using var sender = new HostileSender();
        Exception? failure = sender.Pull((session, lists) =>
        {
            var indices = new IndexCodec();
            Send(session, lists, File("a"));
            AwaitRequest(session, 0);
            WriteContent(session, indices, 0, "once");
            WriteContent(session, indices, 0, "twice");
        });

        Assert.IsType<ProtocolException>(failure);
        Assert.Equal("once", System.IO.File.ReadAllText(sender.Target["a"]));
    }

    /// <summary>CVE-2024-12086: a basis that the client has not named.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData(0x83)]
    public void A_basis_of_the_servers_choice_is_refused(byte basis)
    {
        using var sender = new HostileSender();
        Exception? failure = sender.Pull((session, lists) =>
        {
            Send(session, lists, File("a"));
            AwaitRequest(session, 0);
            ItemFlags flags = ItemFlags.Transfer | ItemFlags.BasisType | ItemFlags.ExtraName;
            new ItemRequest(0, flags, basis, "../../etc/shadow"u8.ToArray()).Write(session.Writer, new IndexCodec());
        });

        Assert.IsType<ProtocolException>(failure);
    }

    internal static FileEntry File(string name) => new() { Name = Encoding.UTF8.GetBytes(name), Mode = EntryMode.Regular | 0x1a4, Size = 4 };

    internal static FileEntry Root() => Folder(".");

    internal static void Send(RsyncSession session, ListWriter lists, params FileEntry[] entries)
    {
        foreach (FileEntry entry in entries)
        {
            lists.Write(entry, listStart: session.Dialect.IsIncremental ? 1 : 0);
        }

        lists.WriteEnd(errors: 0);
        session.Writer.Flush();
    }

    private static FileEntry Folder(string name) => new() { Name = Encoding.UTF8.GetBytes(name), Mode = EntryMode.Directory | 0x1ed, Kind = DirectoryKind.Top };

    private static FileEntry Link(string name, string text) =>
        new() { Name = Encoding.UTF8.GetBytes(name), Mode = EntryMode.Symlink | 0x1ff, LinkText = Encoding.UTF8.GetBytes(text) };

    private static void WriteContent(RsyncSession session, IndexCodec indices, int index, string content)
    {
        new ItemRequest(index, ItemFlags.Transfer | ItemFlags.IsNew).Write(session.Writer, indices);
        default(SumHead).Write(session.Writer);
        var tokens = new Lockstep.Rsync.Tokens.PlainTokenWriter(session.Writer);
        Lockstep.Rsync.Sums.WholeSum sum = session.Transfer.StartFile();
        sum.Append(Encoding.UTF8.GetBytes(content));
        tokens.Literal(Encoding.UTF8.GetBytes(content));
        tokens.End();
        session.Writer.Write(sum.Finish());
    }

    /// <summary>Waits until the client asks for a content.</summary>
    private static void AwaitRequest(RsyncSession session, int wanted)
    {
        var indices = new IndexCodec();
        int index;
        do
        {
            index = indices.Read(session.Reader);
            ItemRequest request = ItemRequest.Read(session.Reader, index);
            if (request.IsTransfer)
            {
                SumHead.Read(session.Reader, session.Transfer.StrongLength);
            }
        }
        while (index != wanted);
    }
}
