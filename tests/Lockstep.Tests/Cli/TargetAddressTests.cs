using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class TargetAddressTests
{
    [Theory]
    [InlineData("user@host:path", "user", "host", null, "path")]
    [InlineData("host:", null, "host", null, null)]
    [InlineData("host:projects/shop/", null, "host", null, "projects/shop")]
    [InlineData("host:/srv/shop", null, "host", null, "/srv/shop")]
    [InlineData("host:/", null, "host", null, "/")]
    [InlineData("host:.", null, "host", null, ".")]
    [InlineData("host:~", null, "host", null, ".")]
    [InlineData("host:~/shop", null, "host", null, "shop")]
    [InlineData("host:a:b", null, "host", null, "a:b")]
    [InlineData("host:a b'c$d", null, "host", null, "a b'c$d")]
    [InlineData("me@work@host:p", "me@work", "host", null, "p")]
    [InlineData("[::1]:p", null, "::1", null, "p")]
    [InlineData("me@[fe80::1%eth0]:/p", "me", "fe80::1%eth0", null, "/p")]
    [InlineData("ssh://user@host:2222/srv/shop", "user", "host", 2222, "/srv/shop")]
    [InlineData("ssh://host", null, "host", null, null)]
    [InlineData("ssh://host/~/shop", null, "host", null, "shop")]
    [InlineData("SSH://[::1]:22/p", null, "::1", 22, "/p")]
    public void A_remote_address_is_read(string text, string? user, string host, int? port, string? path)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out _));
        Assert.Equal(new TargetAddress(AddressKind.Ssh, user, host, port, path), address);
    }

    [Theory]
    [InlineData("exec:docker exec -i web sh:/app", null, "", "docker exec -i web sh", "/app")]
    [InlineData("exec:kubectl exec -i pod -- sh -c 'exec sh':", null, "", "kubectl exec -i pod -- sh -c 'exec sh'", null)]
    [InlineData("exec:sudo -u www-data sh:www/", null, "", "sudo -u www-data sh", "www")]
    [InlineData("host!docker exec -i web sh:/app", null, "host", "docker exec -i web sh", "/app")]
    [InlineData("me@host!docker exec -i a:b sh:/app", "me", "host", "docker exec -i a:b sh", "/app")]
    [InlineData("host!sh -c 'a | b':/app", null, "host", "sh -c 'a | b'", "/app")]
    public void A_pipe_is_read(string text, string? user, string host, string pipe, string? path)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out _));
        Assert.Equal(new TargetAddress(AddressKind.Ssh, user, host, null, path) { Pipe = pipe }, address);
    }

    [Theory]
    [InlineData("exec:docker exec -i web sh", "has no ':' behind its command: write exec:docker exec -i web sh:/path")]
    [InlineData("exec::/app", "has no command: write exec:docker exec -i web sh:/path")]
    [InlineData("exec:docker exec $NAME sh:/app", "has the command 'docker exec $NAME sh', in which only a shell finds its way: give it as exec:sh -c '...':/path")]
    [InlineData("-x!sh:/app", "has the host '-x', which starts with '-' or holds white space")]
    public void A_pipe_that_cannot_be_one_is_told(string text, string expected)
    {
        Assert.False(TargetAddress.TryParse(text, out _, out string? flaw));
        Assert.Equal(expected, flaw);
    }

    [Theory]
    [InlineData("/tmp/server", "/tmp/server")]
    [InlineData("/tmp/server//", "/tmp/server")]
    [InlineData("./server", "./server")]
    [InlineData("../a:b", "../a:b")]
    [InlineData(".", ".")]
    [InlineData("dir/a:b", "dir/a:b")]
    [InlineData("~/server", "~/server")]
    [InlineData("/", "/")]
    public void A_local_address_is_read(string text, string path)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress? address, out _));
        Assert.Equal(new TargetAddress(AddressKind.Local, null, "", null, path), address);
    }

    [Theory]
    [InlineData("prod", "is no address: write 'prod:' for the host, './prod' for the directory")]
    [InlineData("", "is no address: write ':' for the host, './' for the directory")]
    [InlineData(":path", "has no host before the ':'")]
    [InlineData("user@:path", "has no host before the ':'")]
    [InlineData("@host:path", "has no user before the '@'")]
    [InlineData("-oProxyCommand=x:path", "has the host '-oProxyCommand=x', which starts with '-' or holds white space")]
    [InlineData("-l@host:path", "has the user '-l', which starts with '-' or holds white space")]
    [InlineData("ssh://-x/path", "has the host '-x', which starts with '-' or holds white space")]
    [InlineData("two words:path", "has the host 'two words', which starts with '-' or holds white space")]
    [InlineData("http://host/x", "has the scheme 'http', which is not known: write user@host:path, or ssh://user@host:port/path")]
    [InlineData("C:\\proj", "looks like a directory of Windows: write a host's as user@host:path, one of this machine as ./directory")]
    [InlineData("host:\\srv\\x", "has '\\' in its path: directories are divided by '/': 'host:/srv/x'")]
    [InlineData("host:~other/x", "starts its path with '~other': write the absolute path, such as host:/home/other/x")]
    [InlineData("ssh://host:0/p", "has the port '0', which is not a number from 1 to 65535")]
    [InlineData("ssh://host:65536/p", "has the port '65536', which is not a number from 1 to 65535")]
    [InlineData("ssh://host:x/p", "has the port 'x', which is not a number from 1 to 65535")]
    [InlineData("host:a\0b", "holds a NUL character")]
    public void What_is_no_address_is_told_why(string text, string flaw)
    {
        Assert.False(TargetAddress.TryParse(text, out _, out string? told));
        Assert.Equal(flaw, told);
    }
}
